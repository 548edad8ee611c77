"""The curriculum as its authors write it: files read, checked, stored, published, written back.

`reading` makes a `Curriculum` of the files and lists what is wrong in each; `checking` what is
wrong between them; `storing` keeps an edition's drafts and translations; `publishing` renders
and freezes; `exporting` writes the files back. The format: docs/curriculum-format.md.
"""
