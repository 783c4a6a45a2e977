"""What the rules of a cloud place do to deletions: locks, holds, old versions, a bin for what was deleted."""
