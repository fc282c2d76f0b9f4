//! What a client may do.

use std::fmt;

/// The number of the product itself, which stores statements of its own events and has no secret.
pub(crate) const PRODUCT: i64 = 0;

/// What a client may do (xAPI 1.0.3, part 3, 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Store statements.
    StatementsWrite,
    /// Read the statements that it stored itself.
    StatementsReadMine,
    /// Read all statements, agents and activities.
    StatementsRead,
    /// Read and write documents of state.
    State,
    /// Read and write documents of activity and agent profiles.
    Profile,
    /// Read everything.
    AllRead,
    /// Everything.
    All,
}

impl Scope {
    /// All, in the order of the standard.
    pub const EVERY: [Self; 7] = [
        Self::StatementsWrite,
        Self::StatementsReadMine,
        Self::StatementsRead,
        Self::State,
        Self::Profile,
        Self::AllRead,
        Self::All,
    ];

    /// Its name in the standard.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StatementsWrite => "statements/write",
            Self::StatementsReadMine => "statements/read/mine",
            Self::StatementsRead => "statements/read",
            Self::State => "state",
            Self::Profile => "profile",
            Self::AllRead => "all/read",
            Self::All => "all",
        }
    }

    /// Reads its name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|scope| scope.as_str() == text)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The scopes of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes(pub Vec<Scope>);

impl Scopes {
    fn any(&self, enough: &[Scope]) -> bool {
        self.0.iter().any(|scope| enough.contains(scope))
    }

    /// Whether statements may be stored.
    pub fn may_store(&self) -> bool {
        self.any(&[Scope::StatementsWrite, Scope::All])
    }

    /// Whether all statements may be read.
    pub fn may_read_all(&self) -> bool {
        self.any(&[Scope::StatementsRead, Scope::AllRead, Scope::All])
    }

    /// Whether at least the own statements may be read.
    pub fn may_read_own(&self) -> bool {
        self.may_read_all() || self.any(&[Scope::StatementsReadMine])
    }

    /// Whether documents of state may be read, or also written.
    pub fn may_state(&self, write: bool) -> bool {
        self.any(&[Scope::State, Scope::All]) || !write && self.any(&[Scope::AllRead])
    }

    /// Whether profiles may be read, or also written.
    pub fn may_profile(&self, write: bool) -> bool {
        self.any(&[Scope::Profile, Scope::All]) || !write && self.any(&[Scope::AllRead])
    }

    /// The names, parted by spaces.
    pub fn names(&self) -> String {
        self.0.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Reads names parted by spaces; unknown ones are left out, so that an older program does not grant what it does not know.
    pub fn parse(names: &str) -> Self {
        Self(names.split_whitespace().filter_map(Scope::parse).collect())
    }
}

/// A client that has proved itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its number, which statements carry.
    pub id: i64,
    /// What it may do.
    pub scopes: Scopes,
    /// The agent that vouches for its statements, as JSON.
    pub authority: String,
    /// The most requests that it may send a second; `None` for any number.
    pub requests_per_second: Option<i64>,
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("all", [true, true, true, true, true])]
    #[case("all/read", [false, true, true, false, true])]
    #[case("statements/write", [true, false, false, false, false])]
    #[case("statements/write statements/read/mine", [true, false, true, false, false])]
    #[case("statements/read", [false, true, true, false, false])]
    #[case("state", [false, false, false, true, true])]
    #[case("unknown", [false, false, false, false, false])]
    fn scopes(#[case] names: &str, #[case] expected: [bool; 5]) {
        let scopes = Scopes::parse(names);
        let may =
            [scopes.may_store(), scopes.may_read_all(), scopes.may_read_own(), scopes.may_state(true), scopes.may_state(false)];
        assert_eq!(may, expected, "{names}");
    }

    #[test]
    fn profiles_have_a_scope_of_their_own() {
        assert!(Scopes::parse("profile").may_profile(true) && !Scopes::parse("state").may_profile(false));
        assert_eq!(Scopes::parse("all state").names(), "all state");
    }
}
