//! Parquet for other programs.
