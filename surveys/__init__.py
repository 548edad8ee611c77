"""A track's short questions before and after: files, words, forms, counts. See README.md."""
