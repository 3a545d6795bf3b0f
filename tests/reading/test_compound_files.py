import pytest

from sqgz.reading.compound_files import read_stream, stream_heads


def test_all_streams_are_listed_with_their_first_bytes(compound):
    heads = stream_heads(compound({"Workbook": b"abc", "SummaryInformation": b"xyz"}))
    assert list(heads) == ["Root Entry", "Workbook", "SummaryInformation"]
    assert heads["Workbook"].startswith(b"abc")
    assert heads["Root Entry"] == b""


def test_a_directory_of_several_sectors_is_followed(compound):
    names = [f"s{number}" for number in range(9)]
    assert list(stream_heads(compound(dict.fromkeys(names, b"x"))))[1:] == names


def test_a_directory_that_leads_in_a_circle_is_refused(compound):
    data = bytearray(compound({"Workbook": b""}))
    data[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")  # the directory is sector 1 and now follows itself
    with pytest.raises(ValueError, match="circle"):
        stream_heads(bytes(data))


def test_a_stream_that_leads_in_a_circle_is_refused(compound):
    data = bytearray(compound({"Workbook": b"x" * 600}))
    data[512 + 3 * 4 : 512 + 4 * 4] = (2).to_bytes(4, "little")  # its second sector leads back to its first
    with pytest.raises(ValueError, match="circle"):
        stream_heads(bytes(data))


def test_an_allocation_table_that_leads_in_a_circle_is_refused(compound):
    data = bytearray(compound({"Workbook": b""}))
    data[68:72] = (1).to_bytes(4, "little")  # goes on in sector 1, whose last number is made to be 1 again
    data[512 * 3 - 4 : 512 * 3] = (1).to_bytes(4, "little")
    with pytest.raises(ValueError, match="circle"):
        stream_heads(bytes(data))


def test_a_stream_is_read_as_far_as_it_says(compound):
    data = compound({"Workbook": b"abc" * 2000})
    assert read_stream(data, {"workbook"}).startswith(b"abc" * 2000)
    assert read_stream(data, {"book"}) == b""


@pytest.mark.parametrize(
    ("position", "value", "said"),
    [
        (30, 7, "sector shift"),
        (48, 9999, "not in the allocation table"),
        (76, 0xFFFFFFFF, "not in the allocation table"),
    ],
)
def test_a_damaged_container_is_refused(compound, position, value, said):
    data = bytearray(compound({"Workbook": b""}))
    size = 2 if position == 30 else 4
    data[position : position + size] = value.to_bytes(size, "little")
    with pytest.raises(ValueError, match=said):
        stream_heads(bytes(data))


def test_a_header_alone_is_no_container():
    with pytest.raises(ValueError, match="not a whole compound file header"):
        stream_heads(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
