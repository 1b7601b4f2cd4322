// a failed test names its line in TypeScript; programs that tests start do without, since reading the maps costs them half a second
process.setSourceMapsEnabled(true);
