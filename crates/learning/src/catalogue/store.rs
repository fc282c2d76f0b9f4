//! The SQL that reads courses for those who look for one.

use std::collections::HashMap;

use assessment::test::{self, TestEntry};
use assessment::{bank, Test};
use competency::framework;
use kernel::{Code, Date, Key, Language, LanguageText, Level, Timestamp};
use store::{Conn, Error, Row};

use super::domain::{Card, Effect};
use crate::Course;
use crate::package::{Mode, ObjectKind};

/// Tells one state of the catalogue from another: newest change, courses, sum of their versions.
pub(super) type Stamp = (Timestamp2, i64, i64);
type Timestamp2 = i64;
