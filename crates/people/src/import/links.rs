//! Trees: what stands above what, in the files and, where they do not say, in the store. Finds codes that lead nowhere and cycles.

use std::collections::{HashMap, HashSet};

use store::{Conn, Error};

use super::columns::Sheet;
use super::index::Links;
use super::store as sql;

/// What is wrong with a tree.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tangle {
    /// Codes of the files whose code above is not known.
    pub(super) unknown: Vec<String>,
    /// Cycles: each code once, the first again at the end.
    pub(super) cycles: Vec<Vec<String>>,
}

/// Codes asked of the store at once.
const ASK: usize = 300;

/// Looks at the tree that there will be once the files are imported.
pub(super) async fn examine(conn: &mut Conn, sheet: Sheet, links: &Links) -> Result<Tangle, Error> {
    let outside = outside(conn, sheet, links).await?;
    let missing = |above: &str| !links.contains_key(above) && !outside.contains_key(above);
    let mut unknown: Vec<String> =
        links.iter().filter(|(_, link)| link.above.as_deref().is_some_and(missing)).map(|(code, _)| code.to_string()).collect();
    unknown.sort();
    let up = |code: &str| match links.get(code) {
        Some(link) => link.above.as_deref(),
        None => outside.get(code).and_then(|above| above.as_deref()),
    };
    let mut codes: Vec<&str> = links.keys().map(|code| &**code).collect();
    codes.sort_by_key(|code| links.get(*code).map(|link| link.row));
    Ok(Tangle { unknown, cycles: cycles(&codes, up) })
}

/// The rows of the store that stand above those of the files, up to the top.
async fn outside(conn: &mut Conn, sheet: Sheet, links: &Links) -> Result<HashMap<String, Option<String>>, Error> {
    let mut outside: HashMap<String, Option<String>> = HashMap::new();
    let mut ask: HashSet<String> = links
        .values()
        .filter_map(|link| link.above.as_deref())
        .filter(|above| !links.contains_key(*above))
        .map(str::to_owned)
        .collect();
    while !ask.is_empty() {
        let codes: Vec<&str> = ask.iter().map(String::as_str).collect();
        let mut found = HashMap::new();
        for some in codes.chunks(ASK) {
            found.extend(sql::above(conn, sheet, some).await?);
        }
        let higher = found.values().flatten().filter(|above| !links.contains_key(above.as_str()) && !found.contains_key(*above));
        let higher: HashSet<String> = higher.cloned().collect();
        outside.extend(found);
        ask = higher.into_iter().filter(|above| !outside.contains_key(above)).collect();
    }
    Ok(outside)
}

/// The cycles that one meets going up from these codes.
fn cycles<'a>(codes: &[&'a str], up: impl Fn(&str) -> Option<&'a str>) -> Vec<Vec<String>> {
    let (mut done, mut cycles): (HashSet<&str>, Vec<Vec<String>>) = (HashSet::new(), Vec::new());
    for start in codes {
        let (mut path, mut places): (Vec<&str>, HashMap<&str, usize>) = (Vec::new(), HashMap::new());
        let mut next = Some(*start);
        while let Some(code) = next.filter(|code| !done.contains(code)) {
            if let Some(place) = places.get(code) {
                cycles.push(path[*place..].iter().chain([&code]).map(|code| (*code).to_owned()).collect());
                break;
            }
            places.insert(code, path.len());
            path.push(code);
            next = up(code);
        }
        done.extend(path);
    }
    cycles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cycle_is_named_once_and_what_hangs_below_it_is_not_blamed() {
        let up = |code: &str| match code {
            "a" => Some("b"),
            "b" => Some("c"),
            "c" | "e" => Some("a"),
            "d" => Some("d"),
            _ => None,
        };
        let found = cycles(&["e", "a", "b", "c", "d", "f"], up);
        assert_eq!(found, [vec!["a", "b", "c", "a"], vec!["d", "d"]]);
    }
}
