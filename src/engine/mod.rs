//! Engines: work that needs no knowledge of the product, behind plain signatures.
