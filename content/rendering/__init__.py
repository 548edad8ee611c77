"""From the author's Markdown to what a lesson shows.

`parsing.parse_text` reads a text and lists every mistake by line; `blocks.render_blocks` renders a
text without mistakes, with its pictures; `links.resolve_lesson_links` fills in the addresses of
other lessons when a page is shown.
"""
