//! The import of people: the same from a folder and from a workbook, idempotent, complete in its faults, invisible until it is whole.

mod faults;
mod files;
mod interrupted;
mod repeated;
mod written;
