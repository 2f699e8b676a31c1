/**
 * Experiments, as migration 1 makes them. A metric's points are rows keyed by (series, step), its last value is kept with the
 * series, so that reading a recorder reads no points. NaN is stored as NULL, which is what SQLite makes of it.
 */
export const EXPERIMENTS_SCHEMA = `
CREATE TABLE experiments (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX experiments_living ON experiments (name) WHERE deleted = 0;

CREATE TABLE recorders (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  experiment INTEGER NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  task_store TEXT,
  task_pool TEXT,
  task_id TEXT,
  fence INTEGER,
  tags TEXT NOT NULL,
  params TEXT NOT NULL,
  unflushed TEXT NOT NULL,
  environment TEXT NOT NULL
);
CREATE INDEX recorders_of_experiment ON recorders (experiment, deleted);

CREATE TABLE metric_series (
  series INTEGER PRIMARY KEY,
  recorder INTEGER NOT NULL,
  key TEXT NOT NULL,
  last_step NUMERIC NOT NULL,
  last_value,
  UNIQUE (recorder, key)
);
CREATE TABLE metric_points (
  series INTEGER NOT NULL,
  step NUMERIC NOT NULL,
  value,
  time NUMERIC NOT NULL,
  PRIMARY KEY (series, step)
) WITHOUT ROWID;
`;
