"""The tables of a store: studies, looks, runs with their epochs, failures, claims and what was damaged."""

import sqlalchemy as sa

VERSION = 2
FIGURES = ("train_accuracy", "train_loss", "test_accuracy", "test_loss", "seconds")

metadata = sa.MetaData()
meta = sa.Table("meta", metadata, sa.Column("name", sa.String, primary_key=True), sa.Column("value", sa.String))
study = sa.Table(
    "study",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("started", sa.String, nullable=False),
)
run = sa.Table(
    "run",
    metadata,
    sa.Column("key", sa.String(40), primary_key=True),
    sa.Column("activation", sa.String, nullable=False),
    sa.Column("seed", sa.Integer, nullable=False),
    sa.Column("setting", sa.Text, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("code", sa.String, nullable=False),
    sa.Column("environment", sa.Text, nullable=False),
    sa.Column("machine", sa.String, nullable=False),
    sa.Column("finished", sa.String, nullable=False),
    sa.Column("checksum", sa.String(64)),
)
epoch = sa.Table(
    "epoch",
    metadata,
    sa.Column("run_key", sa.ForeignKey("run.key"), primary_key=True),
    sa.Column("epoch", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.Double) for name in (*FIGURES, "cpu_seconds")),
    sa.Column("scores", sa.Text),
)
NEWER = (  # columns that older stores do not have
    ("run", "checksum", "VARCHAR(64)"),
    ("epoch", "cpu_seconds", "DOUBLE PRECISION"),
    ("epoch", "scores", "TEXT"),
    ("look", "checksum", "VARCHAR(64)"),
)
damaged = sa.Table(
    "damaged",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(40), nullable=False),
    sa.Column("fault", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)
failure = sa.Table(
    "failure",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(40), nullable=False, index=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("machine", sa.String, nullable=False),
    sa.Column("at", sa.String, nullable=False),
)
claim = sa.Table(
    "claim",
    metadata,
    sa.Column("key", sa.String(40), primary_key=True),
    sa.Column("owner", sa.String, nullable=False),
    sa.Column("beat", sa.Integer, nullable=False),
    sa.Column("label", sa.String, nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),
)
look = sa.Table(
    "look",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("study", sa.String, nullable=False),
    sa.Column("seeds", sa.Integer, nullable=False),
    sa.Column("checksum", sa.String(64)),
    sa.UniqueConstraint("study", "seeds"),
)
code = sa.Table(
    "code",
    metadata,
    sa.Column("trained", sa.String, primary_key=True),
    sa.Column("version", sa.String, nullable=False),
)
