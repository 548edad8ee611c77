"""The editors' desk: a draft edition is started, edited, checked, compared, published, discarded.

`lifecycle` opens and closes a draft; `texts` saves a text without overwriting a colleague's;
`structure` adds, moves and removes chapters, lessons and quizzes; `figures` does so with pictures;
`checking` finds mistakes by the loader's own rules; `comparing` and `text_diff` find what changed;
`previewing` renders what readers will see; `edition_tree` reads what the desk's pages show.
"""
