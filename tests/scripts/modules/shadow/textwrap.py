# A module of the script's own comes before the library's of that name.
name = "own textwrap"
