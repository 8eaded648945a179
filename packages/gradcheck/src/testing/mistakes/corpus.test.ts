import { blind } from "./blind.ts";
import { held } from "./held.ts";
import { hidden } from "./hidden.ts";
import { open } from "./open.ts";
import { selfCheck } from "./selfCheck.ts";
import { wide } from "./wide.ts";

selfCheck(open);
selfCheck(wide);
selfCheck(held);
selfCheck(hidden);
selfCheck(blind);
