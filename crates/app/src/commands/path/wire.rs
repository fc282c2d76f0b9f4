//! What stands in a line, and how it becomes a problem.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::num::NonZeroU32;

use kernel::Attained;
use methods::path::{Action, Kind, LONGEST, Learner, Mandatory, Objective, Problem, Standing};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize as Derive, Serialize};

/// One official's instance.
#[derive(Derive)]
pub(super) struct Instance<'a> {
    #[serde(borrow)]
    pub(super) id: Id<'a>,
    levels: Pairs<'a, Levels>,
    pub(super) courses: Option<Vec<Course<'a>>>,
    learner: Option<Tags<'a>>,
    objective: Option<Text<'a>>,
    /// Hours that there are, for the objective `within`.
    hours: Option<f64>,
    hours_per_quarter: Option<f64>,
    weights: Option<Pairs<'a, f64>>,
    mandatory: Option<Vec<Forced<'a>>>,
    /// Whether to say what leaving out each course would cost.
    #[serde(default)]
    pub(super) why: bool,
    /// How many alternatives are wanted.
    #[serde(default)]
    pub(super) alternatives: u8,
}

#[derive(Derive)]
struct Levels {
    held: i64,
    required: i64,
}

#[derive(Derive)]
struct Tags<'a> {
    #[serde(borrow, default)]
    languages: Vec<Text<'a>>,
    #[serde(default)]
    modes: Vec<Text<'a>>,
    #[serde(default)]
    devices: Vec<Text<'a>>,
}

#[derive(Derive)]
struct Forced<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    by_quarter: Option<u32>,
}

/// One course, which may be any kind of action.
#[derive(Derive)]
pub(super) struct Course<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    kind: Option<Text<'a>>,
    minutes: i64,
    entry: Option<Pairs<'a, i64>>,
    gives: Option<Pairs<'a, i64>>,
    #[serde(default)]
    languages: Vec<Text<'a>>,
    mode: Option<Text<'a>>,
    #[serde(default)]
    devices: Vec<Text<'a>>,
}

impl Course<'_> {
    /// The action it stands for.
    pub(super) fn action(&self) -> Result<Action, String> {
        let id = self.id.as_str();
        let minutes = u32::try_from(self.minutes).ok().filter(|minutes| (1..=LONGEST).contains(minutes));
        let kind = match &self.kind {
            None => Kind::Course,
            Some(word) => {
                Kind::from_word(word.as_str()).ok_or_else(|| format!("course {id:?}: unknown kind {:?}", word.as_str()))?
            }
        };
        let levels = |pairs: &Option<Pairs<'_, i64>>| -> Result<Vec<(String, Attained)>, String> {
            let pairs = pairs.iter().flat_map(|pairs| &pairs.0);
            pairs
                .map(|(name, number)| {
                    let level =
                        level(*number).map_err(|fault| format!("course {id:?}, competency {:?}: {fault}", name.as_str()))?;
                    Ok((name.as_str().to_owned(), level))
                })
                .collect()
        };
        Ok(Action {
            id: id.to_owned(),
            kind,
            minutes: minutes
                .ok_or_else(|| format!("course {id:?}: minutes are a whole number from 1 to {LONGEST}, not {}", self.minutes))?,
            entry: levels(&self.entry)?,
            gives: levels(&self.gives)?,
            languages: self.languages.iter().map(|tag| tag.as_str().to_owned()).collect(),
            mode: self.mode.as_ref().map(|tag| tag.as_str().to_owned()),
            devices: self.devices.iter().map(|tag| tag.as_str().to_owned()).collect(),
        })
    }
}

impl<'a> Instance<'a> {
    /// The problem it states, and by how much its weights are multiplied: they are counted in whole thousandths where one is no whole
    /// number.
    pub(super) fn problem(&self) -> Result<(Problem<'_>, u32), String> {
        let scale =
            if self.weights.iter().flat_map(|weights| &weights.0).all(|(_, weight)| weight.fract() == 0.0) { 1 } else { 1_000 };
        let tags = |pick: for<'t> fn(&'t Tags<'a>) -> &'t Vec<Text<'a>>| -> Vec<&str> {
            self.learner.iter().flat_map(pick).map(Text::as_str).collect()
        };
        let problem = Problem {
            standings: self.standings(scale)?,
            learner: Learner {
                languages: tags(|learner| &learner.languages),
                modes: tags(|learner| &learner.modes),
                devices: tags(|learner| &learner.devices),
            },
            objective: self.objective()?,
            minutes_per_quarter: self.hours_per_quarter.map(|hours| minutes(hours, "hours_per_quarter")).transpose()?,
            mandatory: self.mandatory.iter().flatten().map(mandatory).collect::<Result<_, _>>()?,
            without: Vec::new(),
        };
        Ok((problem, scale))
    }

    fn objective(&self) -> Result<Objective, String> {
        Ok(match (self.objective.as_ref().map_or("minutes", Text::as_str), self.hours) {
            ("minutes", _) => Objective::Minutes,
            ("quarters", _) => Objective::Quarters,
            ("gap_time", _) => Objective::GapTime,
            ("within", Some(hours)) => Objective::Within { minutes: minutes(hours, "hours")?.get() },
            ("within", None) => return Err("objective \"within\" needs hours".to_owned()),
            (other, _) => return Err(format!("unknown objective {other:?}: minutes, quarters, gap_time or within")),
        })
    }

    fn standings(&self, scale: u32) -> Result<Vec<Standing<'_>>, String> {
        let weights = self.weights.as_ref().map_or(&[][..], |weights| &weights.0);
        let standing = |(name, levels): &'_ (Text<'a>, Levels)| {
            let of = |number| level(number).map_err(|fault| format!("competency {:?}: {fault}", name.as_str()));
            (of(levels.held), of(levels.required))
        };
        let mut standings = Vec::with_capacity(self.levels.0.len());
        for pair in &self.levels.0 {
            let competency = pair.0.as_str();
            let (held, required) = standing(pair);
            let weight = weights.iter().find(|(name, _)| name.as_str() == competency).map_or(1.0, |(_, weight)| *weight);
            if !(0.0..=1_000_000.0).contains(&weight) {
                return Err(format!("competency {competency:?}: a weight is a number from 0 to 1000000, not {weight}"));
            }
            // Within the range just checked, so the cast loses nothing but what is rounded.
            let weight = (weight * f64::from(scale)).round() as u32;
            standings.push(Standing { competency, held: held?, required: required?, weight });
        }
        Ok(standings)
    }
}

fn mandatory<'a>(forced: &'a Forced<'a>) -> Result<Mandatory<'a>, String> {
    let id = forced.id.as_str();
    let by_quarter = match forced.by_quarter {
        Some(0) => return Err(format!("mandatory course {id:?}: quarters are counted from 1")),
        other => other.and_then(NonZeroU32::new),
    };
    Ok(Mandatory { id, by_quarter })
}

fn level(number: i64) -> Result<Attained, String> {
    Attained::new(number).map_err(|_| format!("{number} is not a level from 0 to 5"))
}

/// Whole minutes of a number of hours, parts of a minute dropped.
fn minutes(hours: f64, what: &str) -> Result<NonZeroU32, String> {
    let is_fine = (1.0 / 60.0..=1_000_000.0).contains(&hours);
    let minutes = if is_fine { NonZeroU32::new((hours * 60.0 + 1e-6) as u32) } else { None };
    minutes.ok_or_else(|| format!("{what} is a number from a minute (1/60) to 1000000, not {hours}"))
}

/// A text that is borrowed from its line where it can be.
#[derive(Clone, Debug)]
pub(super) struct Text<'a>(Cow<'a, str>);

impl Text<'_> {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        from.deserialize_str(Texts)
    }
}

/// The id of an instance, given back as it came: a text or a number.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Id<'a> {
    Text(Cow<'a, str>),
    Number(serde_json::Number),
    None(()),
}

impl<'de: 'a, 'a> Deserialize<'de> for Id<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Ids;
        impl<'de> Visitor<'de> for Ids {
            type Value = Id<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id: a text or a number")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Id::Text(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Id::Text(Cow::Owned(text.to_owned())))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Id::Number(number.into()))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Id::Number(number.into()))
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
                Ok(serde_json::Number::from_f64(number).map_or(Id::None(()), Id::Number))
            }
        }
        from.deserialize_any(Ids)
    }
}

/// An object as a list, so that a name that stands twice is not lost.
struct Pairs<'a, T>(Vec<(Text<'a>, T)>);

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for Pairs<'a, T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Maps<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Maps<T> {
            type Value = Vec<(Text<'de>, T)>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::with_capacity(16);
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(pairs)
            }
        }
        from.deserialize_map(Maps(PhantomData)).map(Self)
    }
}
