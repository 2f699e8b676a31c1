"""Times pandas (as qlib uses it), polars and DuckDB on the members of a run, one run for each line of JSON on standard input."""

import json
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl

root = Path(sys.argv[1])


def members(data):
    folder = root / data
    for place in range(json.loads((folder / "members.json").read_text())):
        read = lambda name, dtype: np.fromfile(folder / f"{place}.{name}", dtype=dtype)
        names = json.loads((folder / f"{place}.instruments.json").read_text())
        times = read("times", np.float64).astype("int64").astype("datetime64[ms]")
        yield times, read("timeCodes", np.int32), np.array(names), read("instrumentCodes", np.int32), read("score", np.float64)


def as_pandas(data):
    frames = []
    for times, time_codes, names, codes, score in members(data):
        index = pd.MultiIndex(levels=[pd.DatetimeIndex(times), names], codes=[time_codes, codes], names=["datetime", "instrument"])
        frames.append(pd.DataFrame({"score": score}, index=index))
    return frames


def as_polars(data):
    frames = []
    universe = None
    for times, time_codes, names, codes, score in members(data):
        universe = universe or pl.Enum(list(names))
        frames.append(
            pl.DataFrame({"datetime": times[time_codes], "instrument": pl.Series(names[codes]).cast(universe), "score": score})
        )
    return frames


# The steps of qlib.model.ens.ensemble, on frames instead of series in the first.
def pandas_rolling(frames):
    frames = sorted(frames, key=lambda frame: frame.index.get_level_values("datetime").min())
    joined = pd.concat(frames)
    return joined[~joined.index.duplicated(keep="last")].sort_index()


def pandas_average(frames):
    results = pd.concat([frame["score"] for frame in frames], axis=1)
    results = results.groupby("datetime", group_keys=False).apply(lambda day: (day - day.mean()) / day.std())
    return results.mean(axis=1).sort_index().to_frame("score")


def polars_rolling(frames):
    frames = sorted(frames, key=lambda frame: frame["datetime"].min())
    joined = pl.concat(frames).unique(["datetime", "instrument"], keep="last", maintain_order=True)
    return joined.sort("datetime", "instrument")


def polars_average(frames):
    score = pl.col("score")
    scored = [
        frame.with_columns((score - score.mean().over("datetime")) / score.std().over("datetime")) for frame in frames
    ]
    return pl.concat(scored).group_by("datetime", "instrument").agg(score.mean()).sort("datetime", "instrument")


def duckdb_rolling(tables):
    return duckdb.sql(
        f"""SELECT datetime, instrument, arg_max(score, member) AS score
        FROM ({union(tables)}) GROUP BY datetime, instrument ORDER BY datetime, instrument"""
    ).to_arrow_table()


def duckdb_average(tables):
    return duckdb.sql(
        f"""SELECT datetime, instrument, avg(z) AS score FROM (
          SELECT datetime, instrument, (score - avg(score) OVER day) / stddev_samp(score) OVER day AS z
          FROM ({union(tables)}) WINDOW day AS (PARTITION BY member, datetime)
        ) GROUP BY datetime, instrument ORDER BY datetime, instrument"""
    ).to_arrow_table()


def union(tables):
    return " UNION ALL ".join(f"SELECT {place} AS member, * FROM {table}" for place, table in enumerate(tables))


def as_duckdb(data):
    tables = []
    for place, frame in enumerate(as_polars(data)):
        table = f"{data}_{place}"
        duckdb.sql(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM frame")
        tables.append(table)
    return tables


loaders = {"pandas": as_pandas, "polars": as_polars, "duckdb": as_duckdb}
loaded = {}


def run(data, tool, save):
    if (data, tool) not in loaded:
        # One set of inputs at a time, so that memory stays bounded.
        loaded.clear()
        loaded[(data, tool)] = loaders[tool](data)
    inputs = loaded[(data, tool)]
    work = globals()[f"{tool}_{'rolling' if data.startswith('rolling') else 'average'}"]
    start = time.perf_counter()
    answer = work(inputs)
    ms = (time.perf_counter() - start) * 1000
    if save:
        datetimes = answer.index.get_level_values("datetime").to_numpy().astype("datetime64[ms]").astype("int64")
        datetimes.astype(np.float64).tofile(root / data / "answer.times")
        answer["score"].to_numpy().tofile(root / data / "answer.score")
        (root / data / "answer.instruments.json").write_text(
            json.dumps([list(answer.index.levels[1]), answer.index.codes[1].tolist()])
        )
    return {"ms": ms, "rows": len(answer)}


for line in sys.stdin:
    print(json.dumps(run(**json.loads(line))), flush=True)
