import { open } from "./open.ts";
import { selfCheck } from "./selfCheck.ts";

selfCheck(open);
