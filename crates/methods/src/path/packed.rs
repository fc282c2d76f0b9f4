//! A state of up to 32 dimensions in one number: four bits each, of which the highest is a guard, so that all dimensions are compared or
//! lifted at once.

/// Four bits for each dimension.
pub(super) type Packed = u128;

/// As many dimensions as fit.
pub(super) const WIDEST: usize = 32;

const GUARDS: Packed = 0x8888_8888_8888_8888_8888_8888_8888_8888;

/// This level in this dimension.
pub(super) fn at(dim: usize, level: u8) -> Packed {
    Packed::from(level) << (4 * dim)
}

/// The level in a dimension.
pub(super) fn digit(state: Packed, dim: usize) -> usize {
    (state >> (4 * dim)) as usize & 7
}

/// Whether a state is at least this high in every dimension.
pub(super) fn reaches(state: Packed, levels: Packed) -> bool {
    ((state | GUARDS) - levels) & GUARDS == GUARDS
}

/// The higher of the two in every dimension.
pub(super) fn lift(state: Packed, levels: Packed) -> Packed {
    let is_higher = (((state | GUARDS) - levels) & GUARDS) >> 3;
    let mask = is_higher * 15;
    (state & mask) | (levels & !mask)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_dimensions_at_once() {
        for (a, b) in (0..=5_u8).flat_map(|a| (0..=5_u8).map(move |b| (a, b))) {
            let (left, right) = (at(0, a) | at(7, b) | at(31, 5), at(0, b) | at(7, a) | at(31, 4));
            assert_eq!(reaches(left, right), a == b);
            let lifted = lift(left, right);
            let highest = usize::from(a.max(b));
            assert_eq!((digit(lifted, 0), digit(lifted, 7), digit(lifted, 31), digit(lifted, 3)), (highest, highest, 5, 0));
        }
    }
}
