#include "url_reading.hpp"

TEST_CASE("5.1 une adresse IP est un hôte, IPv6 entre crochets") {
    expect_parts("http://127.0.0.1:8080/", "http · : · 127.0.0.1 · 8080 · /", "IPv4");
    expect_parts("http://[::1]/", "http · : · ::1 · 80 · /", "IPv6, sans ses crochets");
    expect_parts("http://[2001:DB8:0:0:0:0:0:1]:81/", "http · : · 2001:db8::1 · 81 · /", "la forme la plus courte");
    expect_parts("http://[::ffff:1.2.3.4]/", "http · : · ::ffff:1.2.3.4 · 80 · /", "une adresse IPv4 dans une IPv6");
    expect_parts("http://1.2.3.4./", "http · : · 1.2.3.4 · 80 · /", "un point final ne compte pas");
    expect_parts("http://1.2.3.4.fr/", "http · : · 1.2.3.4.fr · 80 · /", "un nom qui commence par des nombres");
    expect_refused("http://[::1", 11, "un crochet qui manque");
    expect_refused("http://[]/", 8, "rien entre les crochets");
    expect_refused("http://[127.0.0.1]/", 8, "IPv4 entre crochets");
    expect_refused("http://[::1%25eth0]/", 8, "une zone n'a de sens que sur cette machine");
    expect_refused("http://[::1]x/", 13, "des lettres derrière le crochet");
    expect_refused("http://::1/", 7, "IPv6 sans crochets");
    expect_refused("http://[v1.a]/", 8, "une adresse d'un type inconnu");
}

TEST_CASE("5.1 ce qu'une bibliothèque lirait comme une adresse IPv4 et une autre comme un nom est refusé") {
    for (std::string_view host : {"127.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "127.0.0.01",
                                  "256.1.1.1", "1.2.3", "1.2.3.4.5", "a.1", "0x.0x", "a.0xff"}) {
        expect_refused("http://" + std::string{host} + "/", 7, "un nom dont la dernière partie est un nombre");
    }
}

TEST_CASE("5.1 un hôte ne contient que ce que le DNS connaît") {
    expect_parts("http://a_b-c.d/", "http · : · a_b-c.d · 80 · /", "tiret et souligné");
    expect_parts("http://example.com./", "http · : · example.com · 80 · /", "un point final ne compte pas");
    expect_refused("http:///a", 7, "pas d'hôte");
    expect_refused("http://", 7, "pas d'hôte du tout");
    expect_refused("http://:80/", 7, "un port sans hôte");
    expect_refused("http://./", 7, "un point seul");
    expect_refused("http://a..b/", 9, "deux points à la suite");
    expect_refused("http://a../", 9, "deux points à la fin");
    expect_refused("http://.a/", 7, "un point au début");
    expect_refused("http://ex%61mple.com/", 9, "un hôte encodé en pourcent");
    expect_refused("http://a b/", 8, "une espace dans l'hôte");
    expect_refused("http://a<b>/", 8, "un chevron");
    expect_refused("http://a,b/", 8, "une virgule");
    expect_refused("http://a]b/", 8, "un crochet de trop");
    expect_refused("http://" + std::string(64, 'a') + "/", 7 + 63, "64 octets dans une partie du nom");
    expect_parts("http://" + std::string(63, 'a') + "/", "http · : · " + std::string(63, 'a') + " · 80 · /",
                 "63 suffisent");
    std::string longest;
    while (longest.size() <= 253) longest += "abcdefg.";
    expect_refused("http://" + longest + "fr/", 7 + 253, "plus de 253 octets");
}

TEST_CASE("5.1 un hôte dans une autre écriture devient sa forme xn-- (IDNA 2008)") {
    expect_parts("http://été.example/", "http · : · xn--t-9fab.example · 80 · /", "un nom accentué");
    expect_parts("http://ÉTÉ.Example/", "http · : · xn--t-9fab.example · 80 · /", "en capitales, c'est le même");
    expect_parts("http://faß.de/", "http · : · xn--fa-hia.de · 80 · /", "ß est une lettre à part (IDNA 2008)");
    expect_parts("http://１２７.０.０.１/", "http · : · 127.0.0.1 · 80 · /", "des chiffres pleine chasse sont des chiffres");
    expect_parts("http://例え。テスト/", "http · : · xn--r8jz45g.xn--zckzah · 80 · /", "le point idéographique est un point");
    expect_refused("http://example.com／.a/", 7, "une barre pleine chasse n'est pas dans un nom");
    expect_refused("http://a％2eb/", 7, "un pourcent pleine chasse non plus");
    expect_refused("http://１２７.１/", 7, "une adresse IPv4 abrégée, même en chiffres pleine chasse");
    expect_refused("http://\xFF\xFE/", 7, "ce n'est pas de l'UTF-8");
}

TEST_CASE("5.1 le nom et le mot de passe sont décodés, et ne trompent pas sur l'hôte") {
    expect_parts("http://ada@a/", "http · ada: · a · 80 · /", "un nom seul");
    expect_parts("http://:x@a/", "http · :x · a · 80 · /", "un mot de passe seul");
    expect_parts("http://@a/", "http · : · a · 80 · /", "ni l'un ni l'autre");
    expect_parts("http://a%40b:p%3Aq:r@c/", "http · a@b:p:q:r · c · 80 · /", "décodés après le découpage");
    expect_parts("http://example.com:x@evil.example/", "http · example.com:x · evil.example · 80 · /",
                 "l'hôte est derrière « @ »");
    expect_parts("http://example.com%2F@evil.example/", "http · example.com/: · evil.example · 80 · /",
                 "l'hôte est derrière « @ »");
    expect_parts("http://a/@b", "http · : · a · 80 · /@b", "un « @ » du chemin n'est pas celui de l'identité");
    expect_parts("http://a?@b", "http · : · a · 80 · / ?@b", "ni un « @ » de la chaîne de requête");
    expect_parts("http://a#@b", "http · : · a · 80 · / #@b", "ni un « @ » du fragment");
    expect_refused("http://a@b@c", 10, "deux « @ »");
    expect_refused("http://a:b@c:d@e/", 14, "deux « @ »");
    expect_refused("http://a%zz@b/", 8, "un pourcent mal écrit");
    expect_refused("http://a:b%4@c/", 10, "un pourcent mal écrit");
    expect_refused("http://a b@c/", 8, "une espace");
    expect_refused("http://[::1]@c/", 7, "un crochet");
}
