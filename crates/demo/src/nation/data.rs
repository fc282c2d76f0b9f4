//! The extracts of real data, built into the program; `data/SOURCES.md` says where they come from.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::FillError;

/// A state or union territory.
#[derive(Deserialize)]
pub(super) struct State {
    /// Code of the Local Government Directory.
    pub(super) lgd: i64,
    /// Its letters in ISO 3166-2, which begin the codes of its organisations.
    pub(super) iso: String,
    pub(super) name_en: String,
    pub(super) name_hi: String,
    /// Official languages, the first one first.
    pub(super) languages: String,
}

/// A district.
#[derive(Deserialize)]
pub(super) struct District {
    pub(super) lgd: i64,
    /// Code of its state.
    pub(super) state: i64,
    pub(super) name_en: String,
    /// Empty where nobody has written it yet.
    pub(super) name_hi: String,
    /// Stands in for its population.
    pub(super) weight: u64,
}

/// A department of the Union with its ministry.
#[derive(Deserialize)]
pub(super) struct Department {
    pub(super) ministry_en: String,
    pub(super) ministry_hi: String,
    pub(super) department_en: String,
}

/// A designation, which becomes a position.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Designation {
    pub(super) code: String,
    pub(super) title: String,
    pub(super) group: String,
    pub(super) pay_level: i64,
    /// The code of its kind of offices.
    pub(super) kind: String,
}

/// All of it.
pub(super) struct Data {
    pub(super) states: Vec<State>,
    pub(super) districts: Vec<District>,
    pub(super) departments: Vec<Department>,
    pub(super) designations: Vec<Designation>,
}

impl Data {
    /// Reads the extracts.
    pub(super) fn read() -> Result<Self, FillError> {
        Ok(Self {
            states: rows("states.csv", include_bytes!("../../data/states.csv"))?,
            districts: rows("districts.csv", include_bytes!("../../data/districts.csv"))?,
            departments: rows("departments.csv", include_bytes!("../../data/departments.csv"))?,
            designations: rows("designations.csv", include_bytes!("../../data/designations.csv"))?,
        })
    }
}

fn rows<T: DeserializeOwned>(file: &str, bytes: &[u8]) -> Result<Vec<T>, FillError> {
    csv::Reader::from_reader(bytes).deserialize().collect::<Result<_, _>>().map_err(|error| FillError::data(file, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_district_and_every_district_a_state() {
        let data = Data::read().expect("the extracts");
        assert_eq!((data.states.len(), data.districts.len(), data.designations.len()), (36, 784, 2464));
        for state in &data.states {
            assert!(data.districts.iter().any(|district| district.state == state.lgd), "{}", state.name_en);
        }
        assert!(
            data.districts
                .iter()
                .all(|district| district.weight > 0 && data.states.iter().any(|state| state.lgd == district.state))
        );
    }
}
