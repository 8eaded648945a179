import { testRecall } from "./testing/recallTests.ts";

testRecall(7);
