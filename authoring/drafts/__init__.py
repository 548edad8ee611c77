"""The editors' desk: a draft edition started, edited, checked, compared, published or discarded.

`drafts` opens and closes an edition; `texts` saves a text without overwriting a colleague's;
`structure` adds, moves and removes chapters, lessons and quizzes; `figures` their pictures;
`checking` names what is wrong, by the loader's own rules; `comparing` and `differences` say what
changed; `previewing` shows what readers will see; `tree` is what the desk's pages read.
"""
