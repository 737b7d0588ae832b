#!/usr/bin/env python3
"""Chromium loads the site and follows every internal link: each page has a title and one h1, and the console is silent."""

import unittest
import urllib.error
import urllib.parse
import urllib.request

from browser import DEADLINE, Browser, main, site_server

MOST_PAGES = 200


class SiteTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = site_server()
        cls.addClassCleanup(cls.server.stop)
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)
        cls.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def is_internal(self, url):
        return url.startswith(self.server.url + "/")

    def follow(self, url, expected):
        """Asks for what a link leads to: its media type. The status must be the expected one."""
        request = urllib.request.Request(url, method="HEAD")
        try:
            with self.opener.open(request, timeout=DEADLINE) as answer:
                status, media_type = answer.status, answer.headers.get_content_type()
        except urllib.error.HTTPError as error:
            status, media_type = error.code, ""
        self.assertEqual(str(status), expected, url)
        return media_type

    def check_page(self, url, facts):
        self.assertTrue(facts["title"], f"{url} n'a pas de titre")
        self.assertEqual(facts["headings"], 1, f"{url} n'a pas un titre h1 et un seul")
        self.assertEqual(facts["language"], "fr", f"{url} ne dit pas qu'elle est en français")
        self.assertEqual(facts["console"], [], f"la console de {url} a parlé")
        self.assertEqual(facts["broken"], [], f"{url} a des images qui ne s'affichent pas")
        outside = [link for link in facts["resources"] if not self.is_internal(link) and not link.startswith("data:")]
        self.assertEqual(outside, [], f"{url} va chercher des ressources ailleurs")

    def test_every_page_that_can_be_reached_is_sound(self):
        """A link may say in data-attendu that it leads, on purpose, to another status than 200."""
        self.browser.resize(1280, 900)
        waiting, seen, pages = [(self.server.url + "/", "200")], set(), 0
        while waiting:
            link, expected = waiting.pop()
            url = urllib.parse.urldefrag(link)[0]
            if url in seen or not self.is_internal(url):
                continue
            seen.add(url)
            self.assertLess(len(seen), MOST_PAGES, "le site n'en finit pas")
            with self.subTest(page=url):
                if self.follow(url, expected) == "text/html":
                    facts = self.browser.open(url)
                    waiting += facts["links"]
                    pages += 1
                    self.check_page(url, facts)
        self.assertGreater(pages, 1, "aucun lien à suivre")

    def test_the_first_page_fits_a_phone(self):
        self.browser.resize(500, 900)  # the narrowest window that Chromium opens
        self.assertLessEqual(self.browser.open(self.server.url + "/")["overflow"], 0)


if __name__ == "__main__":
    main()
