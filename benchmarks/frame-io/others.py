"""Times pandas, polars and DuckDB on the files of a run; prints JSON. Usage: others.py FOLDER ROUNDS"""

import json
import statistics
import sys
import time
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl

folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
scratch = str(folder / "scratch")
at = lambda name: str(folder / name)
pandas = pd.read_feather(at("own.arrow"))
polars = pl.read_ipc(at("own.arrow"))
dates = pandas.assign(datetime=pandas["datetime"].dt.strftime("%Y-%m-%d"))

reads = {
    "read an Arrow file of Windrow": "own.arrow",
    "read a foreign Arrow file, texts": "plain.arrow",
    "read a foreign Arrow file, dictionary": "dictionary.arrow",
}
cases = []
for work, name in reads.items():
    path = at(name)
    cases.append((work, "pandas", lambda path=path: pd.read_feather(path)))
    # Made one piece, so that it is in memory and not only mapped.
    cases.append((work, "polars", lambda path=path: pl.read_ipc(path).rechunk()))
cases += [
    ("write an Arrow file", "pandas", lambda: pandas.to_feather(scratch, compression="uncompressed")),
    ("write an Arrow file", "polars", lambda: polars.write_ipc(scratch)),
    ("read a CSV", "pandas", lambda: pd.read_csv(at("rows.csv"), parse_dates=["datetime"])),
    ("read a CSV", "polars", lambda: pl.read_csv(at("rows.csv"), try_parse_dates=True)),
    ("read a CSV", "DuckDB", lambda: duckdb.sql(f"SELECT * FROM '{at('rows.csv')}'").fetchnumpy()),
    ("write a CSV", "pandas", lambda: dates.to_csv(scratch, index=False)),
    ("write a CSV", "polars", lambda: polars.write_csv(scratch, datetime_format="%Y-%m-%d")),
    ("write a CSV", "DuckDB", lambda: duckdb.sql("SELECT * FROM polars").write_csv(scratch)),
]

figures = []
for work, name, run in cases:
    times = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    figures.append({"work": work, "name": name, "medianMs": statistics.median(times[1:])})
print(json.dumps(figures))
