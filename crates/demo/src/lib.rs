//! The demonstration service.
