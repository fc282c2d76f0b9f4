//! Versions of the standard.

/// The two families that are spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 1.0.x, answered as 1.0.3.
    V1,
    /// 2.0.x, answered as 2.0.0.
    V2,
}

impl Version {
    /// Reads the header `X-Experience-API-Version`: `1.0`, `1.0.x`, `2.0` or `2.0.x`.
    pub fn of_header(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('.');
        let family = match (parts.next()?, parts.next()?) {
            ("1", "0") => Self::V1,
            ("2", "0") => Self::V2,
            _ => return None,
        };
        let patch = parts.next();
        let is_number = patch.is_none_or(|patch| !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit()));
        (is_number && parts.next().is_none()).then_some(family)
    }

    /// What the answer's header says: the newest of the family.
    pub const fn header(self) -> &'static str {
        match self {
            Self::V1 => "1.0.3",
            Self::V2 => "2.0.0",
        }
    }

    /// What a statement is given that came without a version (1.0.3, 2.4.10: "1.0.0"; 9274.1.1, 4.2.4.3: "2.0.0").
    pub const fn of_statement(self) -> &'static str {
        match self {
            Self::V1 => "1.0.0",
            Self::V2 => "2.0.0",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_versions_are_read() {
        for (text, family) in
            [("1.0", Version::V1), ("1.0.3", Version::V1), ("1.0.9", Version::V1), ("2.0.0", Version::V2), ("2.0", Version::V2)]
        {
            assert_eq!(Version::of_header(text), Some(family), "{text}");
        }
        for text in ["", "1", "0.95", "1.1.0", "2.1.0", "1.0.", "1.0.x", "1.0.3.1", "3.0.0", "one"] {
            assert_eq!(Version::of_header(text), None, "{text}");
        }
    }
}
