// Everything works without this file; it only makes things nicer.
// Pages name what they need: <main data-module="player"> loads the module of that name.
