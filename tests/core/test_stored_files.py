from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

from core.stored_files import keep_file


def test_file_that_a_stop_cut_short_is_written_anew_and_a_whole_one_left():
    storage = InMemoryStorage()
    storage.save("a.pdf", ContentFile(b"%PDF-1"))
    keep_file(storage, "a.pdf", b"%PDF-1.7 whole")
    written = storage.get_modified_time("a.pdf")
    keep_file(storage, "a.pdf", b"%PDF-1.7 whole")

    assert storage.open("a.pdf").read() == b"%PDF-1.7 whole"
    assert storage.listdir("") == ([], ["a.pdf"])
    assert storage.get_modified_time("a.pdf") == written
