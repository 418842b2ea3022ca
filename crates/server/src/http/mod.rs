//! What every HTTP answer shares: framing, limits, entity tags, paging, errors.
