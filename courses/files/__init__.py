"""A course as its authors write it: its files are read, checked, stored and written back.

`reading` reads the files and lists the mistakes in each; `checking` lists those between files;
`storing` saves drafts and translations; `exporting` writes the files back; `loading` decides which
edition the files become. The format: docs/curriculum-format.md.
"""
