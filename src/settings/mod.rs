//! A site's settings, one JSON object per screen, each with a version of its own.
