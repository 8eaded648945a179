// Property tests draw the same values in every run.
import fc from "fast-check";

fc.configureGlobal({ seed: 42 });
