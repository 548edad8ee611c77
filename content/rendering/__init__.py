"""From the author's Markdown to what a lesson shows.

`parsing.parse` reads a text and lists everything wrong with it by line; `blocks.render` makes the
blocks of a text that has nothing wrong, with its pictures; `links.resolve_lesson_links` fills in
the addresses of other lessons when a page is shown.
"""
