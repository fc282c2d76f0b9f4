//! Which words of a text went and which came.

/// A piece of a text that stands in both, or in one of the two alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    Same(&'t str),
    Gone(&'t str),
    Come(&'t str),
}

/// Longer texts are compared whole.
const MOST: usize = 400;

/// The pieces of two texts, word by word.
pub(super) fn pieces<'t>(before: &'t str, after: &'t str) -> Vec<Piece<'t>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.split_whitespace().collect(), after.split_whitespace().collect());
    if old.len() > MOST || new.len() > MOST {
        return vec![Piece::Gone(before), Piece::Come(after)];
    }
    // common[i][j]: how many words the rests from i and j have in common, in order.
    let mut common = vec![vec![0_u16; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut pieces) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            pieces.push(Piece::Same(old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            pieces.push(Piece::Gone(old[i]));
            i += 1;
        } else {
            pieces.push(Piece::Come(new[j]));
            j += 1;
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_went_and_came_are_told_in_their_order() {
        for (before, after, expected) in [
            ("a b c", "a b c", "a b c"),
            ("a b c", "a x c", "a -b +x c"),
            ("", "a", "+a"),
            ("a", "", "-a"),
            ("उत्तर समय पर", "उत्तर पाँच दिन में", "उत्तर -समय -पर +पाँच +दिन +में"),
        ] {
            let told: Vec<String> = pieces(before, after)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Same(word) => word.to_owned(),
                    Piece::Gone(word) => format!("-{word}"),
                    Piece::Come(word) => format!("+{word}"),
                })
                .collect();
            assert_eq!(told.join(" "), expected);
        }
    }
}
