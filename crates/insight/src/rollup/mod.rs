//! What each official contributes, and the sums.
