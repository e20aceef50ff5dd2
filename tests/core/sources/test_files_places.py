"""What is no file of prices: pipes, devices, bombs, workbooks; nothing hangs and nothing runs."""

import gzip
import os
import pickle
import socket
import zlib
from pathlib import Path

import pandas as pd
import pytest

from core.errors import DataError
from core.progress import Cancelled
from core.sources.files import read_price_files
from tests.core.sources.price_forms import parquet

TEXT = "Date,SPY\n2020-01-02,1.5\n2020-01-03,1.25\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "SPY.csv")

    with pytest.raises(DataError, match=r"SPY\.csv is a pipe or a device and no file"):
        read_price_files([tmp_path / "SPY.csv"])


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/random"])
def test_a_device_is_refused_at_once(device: str) -> None:
    with pytest.raises(DataError, match=f"{device} is a pipe or a device"):
        read_price_files([Path(device)])


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no such sockets here")
def test_a_socket_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.csv")
        with pytest.raises(DataError, match=r"s\.csv is a pipe or a device"):
            read_price_files([Path("s.csv")])


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="no links here")
def test_a_folder_that_links_to_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "SPY.csv").write_text(TEXT)
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "again.csv").symlink_to(tmp_path, target_is_directory=True)

    assert read_price_files([tmp_path]).symbols == ("SPY",)


def test_a_bomb_of_gzip_is_stopped_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.sources.files.content.LARGEST", 3_000_000)
    packed = zlib.compressobj(wbits=31)
    content = b"".join(packed.compress(bytes(1_000_000)) for _ in range(50)) + packed.flush()
    (tmp_path / "SPY.csv.gz").write_bytes(content)

    told: list[float] = []
    with pytest.raises(DataError, match=r"SPY\.csv\.gz holds more than 3 MB"):
        read_price_files([tmp_path / "SPY.csv.gz"], progress=lambda _, done: told.append(done))
    assert len(told) < 10


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.sources.files.content.LARGEST", 3_000_000)
    with open(tmp_path / "SPY.csv", "wb") as stream:
        stream.truncate(2**40)  # a hole, which takes no room

    with pytest.raises(DataError, match="more than 3 MB"):
        read_price_files([tmp_path / "SPY.csv"])


def test_unpacking_stops_when_it_is_asked_to(tmp_path: Path) -> None:
    (tmp_path / "SPY.csv").write_bytes(gzip.compress(bytes(30_000_000)))
    told: list[float] = []

    def stop_at_the_third(_: str, done: float) -> bool:
        told.append(done)
        return len(told) < 3

    with pytest.raises(Cancelled):
        read_price_files([tmp_path / "SPY.csv"], progress=stop_at_the_third)
    assert len(told) == 3


def test_gzip_in_very_many_parts_is_read(tmp_path: Path) -> None:
    lines = [f"{day:%Y-%m-%d},1.5\n" for day in pd.date_range("1990-01-01", periods=4000)]
    parts = [gzip.compress(line.encode()) for line in ["Date,SPY\n", *lines]]
    (tmp_path / "SPY.csv").write_bytes(b"".join(parts) + bytes(512))

    assert len(read_price_files([tmp_path / "SPY.csv"]).frame) == 4000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04" + bytes(50), "zip archive or an Excel workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(50), "Excel workbook of the old kind; save it as CSV"),
        (b'{"chart": 1}', "is JSON"),
        (b"<!DOCTYPE html><html>", "is a web page"),
        (b"%PDF-1.4", "PDF document"),
        (b"\x89PNG\r\n", "picture"),
        (b"BZh91AY", "bzip2"),
        (b"\xfd7zXZ\x00", "packed with xz"),
        (b"\x28\xb5\x2f\xfd" + bytes(9), "zstd"),
        (b"SQLite format 3\x00", "SQLite database"),
        (b"ARROW1\x00\x00", "Feather file"),
        (b"\x89HDF\r\n", "HDF5"),
        (b"\x93NUMPY\x01", "array of numpy"),
    ],
)
def test_files_of_another_kind_are_called_what_they_are(
    tmp_path: Path, content: bytes, said: str
) -> None:
    for written in (content, gzip.compress(content)):
        (tmp_path / "SPY.csv").write_bytes(written)
        with pytest.raises(DataError, match=said):
            read_price_files([tmp_path / "SPY.csv"])


class Trap:
    """What would run on being unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return (Path.touch, (self.mark,))


@pytest.mark.parametrize("protocol", [0, 3, 4, 5])
def test_nothing_is_unpickled(tmp_path: Path, protocol: int) -> None:
    mark = tmp_path / "it ran"
    trap = pickle.dumps(Trap(mark), protocol=protocol)
    (tmp_path / "SPY.csv").write_bytes(trap)
    with pytest.raises(DataError):
        read_price_files([tmp_path / "SPY.csv"])
    days = pd.bdate_range("2020-01-02", periods=2, name="Date")
    (tmp_path / "SPY.parquet").write_bytes(
        parquet(pd.DataFrame({"SPY": [1.5, 1.25], "trap": [trap, trap]}, days))
    )
    read_price_files([tmp_path / "SPY.parquet"])

    assert not mark.exists()


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "SPY.csv").write_bytes(b"Date,SPY\n2020-01-02," + b"1" * 11_000_000)
    with pytest.raises(DataError, match="line without end, line 2"):
        read_price_files([tmp_path / "SPY.csv"])


@pytest.mark.parametrize(
    ("limit", "said"),
    [("MOST_LINES", "has 1,002 lines, too many"), ("MOST_COLUMNS", "has 801 columns, too many")],
)
def test_a_table_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, said: str
) -> None:
    monkeypatch.setattr(f"core.sources.files.header.{limit}", 500)
    symbols = ",".join(f"S{number}" for number in range(800))
    header = "Date,SPY" if limit == "MOST_LINES" else f"Date,{symbols}"
    (tmp_path / "SPY.csv").write_text(header + "\n" + "2020-01-02,1.5\n" * 1000)

    with pytest.raises(DataError, match=said):
        read_price_files([tmp_path / "SPY.csv"])


def test_parquet_that_would_unfold_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = pd.bdate_range("2020-01-02", periods=600, name="Date")
    (tmp_path / "SPY.parquet").write_bytes(parquet(pd.DataFrame({"SPY": 1.5}, days)))
    for limit in ("MOST_CELLS", "MOST_BYTES"):
        with monkeypatch.context() as patch:
            patch.setattr(f"core.sources.files.parquet.{limit}", 1000)
            with pytest.raises(DataError, match="600 rows of 2 columns"):
                read_price_files([tmp_path / "SPY.parquet"])


@pytest.mark.parametrize("name", ["../../etc/SPY.csv", "=1+1.csv", "%s%n.csv", "SPY\u202e.csv"])
def test_names_are_no_paths_and_no_formulas(tmp_path: Path, name: str) -> None:
    path = tmp_path / Path(name).name
    path.write_text("Date,Adj Close\n2020-01-02,1.5\n")
    try:
        (symbol,) = read_price_files([path]).symbols
    except DataError as refused:
        assert str(refused).isprintable()  # noqa: PT017 - either may come
    else:
        assert symbol == "SPY"
