"""One published case, built on the lab: claims, audit, replay."""
