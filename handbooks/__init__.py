"""An edition to hand out: the textbook and the teacher's guide as PDF, the lecturer's slides.

`book.read_book` gathers what is published of an edition in one language; `textbook`, `guide` and
`slides` make a file of it; `building` keeps the files and knows which are missing or stale.
"""
