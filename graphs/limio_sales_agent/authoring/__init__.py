"""What helps a team write its playbook: a first draft, and what of a catalogue it cannot sell."""
