#!/usr/bin/perl
# The notes' form in Perl, without a module: a name in, a greeting out. Strings stay bytes from end to end; those that
# come in are checked to be UTF-8, like this file.
use strict;
use warnings;

my $MOST_BYTES = 10_000;    # of a form; a name is short

sub escape_html {
    my ($text) = @_;
    my %written = ('&' => '&amp;', '<' => '&lt;', '>' => '&gt;', '"' => '&quot;', "'" => '&#39;');
    $text =~ s/([&<>"'])/$written{$1}/g;
    return $text;
}

# Prints a whole answer and ends. What comes from the client is escaped here, and nowhere else.
sub answer {
    my ($heading, $name, @fields) = @_;
    my $script = escape_html($ENV{SCRIPT_NAME} // '');
    $heading = escape_html($heading);
    $name    = escape_html($name);
    print "$_\n" for @fields, 'Content-Type: text/html; charset=utf-8', '';
    print <<"PAGE";
<!DOCTYPE html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Mon programme</title>
  <link rel="stylesheet" href="/style.css">
</head>
<body>
<main class="title ruled">
  <p class="margin-note">Script en Perl</p>
  <div class="content">
    <h1>$heading</h1>
    <form action="$script" method="post">
      <p class="field">
        <label for="name">Votre nom</label>
        <input type="text" id="name" name="name" value="$name">
      </p>
      <p class="field"><button type="submit">Envoyer</button></p>
    </form>
    <p><a href="/">Retour à l’accueil</a></p>
  </div>
</main>
</body>
</html>
PAGE
    exit;
}

sub refuse {
    my ($status, $reason) = @_;
    answer($reason, '', "Status: $status", 'Allow: GET, HEAD, POST');
}

# The bytes of a form sent by POST: as many as the server announces, no more.
sub read_body {
    ($ENV{CONTENT_TYPE} // '') =~ m{^\s*application/x-www-form-urlencoded\s*(;|$)}i
        or refuse('415 Unsupported Media Type', 'Ce script ne lit que les formulaires ordinaires.');
    my $length = $ENV{CONTENT_LENGTH} // '0';
    $length =~ /^[0-9]+$/ or refuse('400 Bad Request', 'La longueur annoncée n’est pas un nombre.');
    $length <= $MOST_BYTES or refuse('413 Content Too Large', 'Ce formulaire est trop long.');
    binmode STDIN;
    read(STDIN, my $body, $length);
    length $body == $length or refuse('400 Bad Request', 'Le formulaire est arrivé incomplet.');
    return $body;
}

sub read_form {
    my $method = $ENV{REQUEST_METHOD} // 'GET';
    return $ENV{QUERY_STRING} // '' if $method eq 'GET' or $method eq 'HEAD';
    return read_body() if $method eq 'POST';
    refuse('405 Method Not Allowed', 'Ce script ne connaît que GET et POST.');
}

# Perl's own UTF-8 allows more than Unicode does.
sub is_utf8 {
    my ($bytes) = @_;
    return utf8::decode($bytes) && $bytes !~ /[\x{D800}-\x{DFFF}\x{110000}-\x{7FFFFFFF}]/;
}

sub decode {
    my ($text) = @_;
    $text =~ tr/+/ /;
    $text =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
    is_utf8($text) or refuse('400 Bad Request', 'Le formulaire n’est pas en UTF-8.');
    return $text;
}

my %form;
for my $field (split /&/, read_form()) {
    my ($key, $value) = map { decode($_) } split(/=/, $field, 2), '';
    $form{$key} //= $value;    # the first one counts
}
my $name = $form{name} // '';
$name !~ /[\x00-\x1F\x7F]/ or refuse('400 Bad Request', 'Un nom ne contient pas de caractère de contrôle.');
answer(length $name ? "Bonjour, $name\xC2\xA0!" : "Comment vous appelez-vous\xC2\xA0?", $name, 'Status: 200 OK');
