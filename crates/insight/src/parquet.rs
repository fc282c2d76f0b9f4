//! Tables as Parquet: a small wrapper that knows four kinds of columns. The same rows always give the same bytes.

use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;

/// Rows that are written together.
pub(crate) const TOGETHER: usize = 1 << 18;
/// How hard zstd tries.
const EFFORT: i32 = 3;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Whole numbers of 32 bits.
    Small,
    /// Whole numbers of 64 bits, or nothing.
    Whole,
    /// Numbers, or nothing.
    Real,
    /// Texts.
    Text,
}

/// The cells of a column.
#[derive(Clone, Debug)]
pub(crate) enum Cells {
    Small(Vec<i32>),
    Whole(Vec<Option<i64>>),
    Real(Vec<Option<f64>>),
    Text(Vec<ByteArray>),
}

impl Cells {
    /// Whole numbers, all there.
    pub(crate) fn whole(numbers: impl Iterator<Item = i64>) -> Self {
        Self::Whole(numbers.map(Some).collect())
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Small(cells) => cells.len(),
            Self::Whole(cells) => cells.len(),
            Self::Real(cells) => cells.len(),
            Self::Text(cells) => cells.len(),
        }
    }
}

/// A file in the making.
pub(crate) struct Parquet {
    writer: SerializedFileWriter<File>,
}

impl Parquet {
    /// A file with these columns. Names are of letters, digits and underscores.
    pub(crate) fn create(path: &Path, columns: &[(&str, Holds)]) -> Result<Self> {
        let mut schema = "message rows {".to_owned();
        for (name, holds) in columns {
            let kind = match holds {
                Holds::Small => "REQUIRED INT32",
                Holds::Whole => "OPTIONAL INT64",
                Holds::Real => "OPTIONAL DOUBLE",
                Holds::Text => "REQUIRED BYTE_ARRAY",
            };
            // Writing into a text cannot fail.
            let _ = write!(schema, " {kind} {name}{};", if *holds == Holds::Text { " (UTF8)" } else { "" });
        }
        let schema = Arc::new(parse_message_type(&(schema + " }"))?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(EFFORT)?))
            .set_created_by("karmayogi".to_owned())
            .build();
        let writer = SerializedFileWriter::new(File::create(path)?, schema, Arc::new(properties))?;
        Ok(Self { writer })
    }

    /// Writes rows: the cells of each column, of all equally many.
    pub(crate) fn put(&mut self, columns: &[Cells]) -> Result<()> {
        if columns.iter().any(|cells| cells.len() != columns[0].len()) {
            return Err(ParquetError::General("columns of different lengths".to_owned()));
        }
        let mut group = self.writer.next_row_group()?;
        for cells in columns {
            let Some(mut column) = group.next_column()? else {
                return Err(ParquetError::General("more columns than the file has".to_owned()));
            };
            put_column(&mut column, cells)?;
            column.close()?;
        }
        group.close().map(|_| ())
    }

    /// Ends the file and hands it to the disk.
    pub(crate) fn finish(self) -> Result<()> {
        Ok(self.writer.into_inner()?.sync_all()?)
    }
}

fn put_column(column: &mut SerializedColumnWriter<'_>, cells: &Cells) -> Result<()> {
    match cells {
        Cells::Small(cells) => column.typed::<Int32Type>().write_batch(cells, None, None),
        Cells::Text(cells) => column.typed::<ByteArrayType>().write_batch(cells, None, None),
        Cells::Whole(cells) => {
            let (present, there) = given(cells);
            column.typed::<Int64Type>().write_batch(&present, Some(&there), None)
        }
        Cells::Real(cells) => {
            let (present, there) = given(cells);
            column.typed::<DoubleType>().write_batch(&present, Some(&there), None)
        }
    }
    .map(|_| ())
}

/// The values that are there, and where one is.
fn given<T: Copy>(cells: &[Option<T>]) -> (Vec<T>, Vec<i16>) {
    (cells.iter().flatten().copied().collect(), cells.iter().map(|cell| i16::from(cell.is_some())).collect())
}

/// The fault as the store's errors tell it.
pub(crate) fn fault(reason: impl std::fmt::Display) -> store::Error {
    store::Error::Writer(format!("file: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    #[test]
    fn what_is_written_is_read_and_written_again_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str| {
            let path = folder.path().join(name);
            let columns = [("n", Holds::Small), ("whole", Holds::Whole), ("real", Holds::Real), ("text", Holds::Text)];
            let mut file = Parquet::create(&path, &columns).expect("a file");
            let text = Cells::Text(vec![ByteArray::from("क"), ByteArray::from("")]);
            file.put(&[Cells::Small(vec![1, 2]), Cells::Whole(vec![None, Some(-4)]), Cells::Real(vec![Some(0.5), None]), text])
                .expect("written");
            file.finish().expect("written");
            std::fs::read(path).expect("read")
        };
        assert_eq!(write("one"), write("two"));
        let reader = SerializedFileReader::new(File::open(folder.path().join("one")).expect("a file")).expect("Parquet");
        let rows: Vec<String> = reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row").to_string()).collect();
        assert_eq!(rows, ["{n: 1, whole: null, real: 0.5, text: \"क\"}", "{n: 2, whole: -4, real: null, text: \"\"}"]);
    }
}
