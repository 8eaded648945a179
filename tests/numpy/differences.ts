/** What is known of a call of the file. */
export interface CallText {
  readonly name: string;
  /** The dtypes of the arrays in it. */
  readonly dtypes: ReadonlySet<string>;
  /** Whether there is an array without elements. */
  readonly empty: boolean;
  /** The method of a quantile. */
  readonly method: unknown;
}

/** Where a result is another than NumPy's on purpose. */
export interface Difference {
  readonly reason: string;
  /** Whether only the dtype is another one, and the values are the same. */
  readonly dtype: boolean;
  readonly applies: (call: CallText) => boolean;
}

const QUANTILES = /^numpy\.(nan)?(quantile|percentile)$/;
const MEDIANS = /^numpy\.(nan)?median$/;

/** All differences on purpose. A test shows that there is a call for each. */
export const DIFFERENCES: readonly Difference[] = [
  {
    reason: "int32 and float32 together are float32, not float64: what is in single precision stays so",
    dtype: true,
    applies: ({ dtypes }) => dtypes.has("float32") && dtypes.has("int32"),
  },
  {
    reason: "float32 in gives float32 out, where NumPy takes the levels or the widths beside it for float64",
    dtype: true,
    applies: ({ name, dtypes }) => dtypes.has("float32") && (QUANTILES.test(name) || name === "numpy.histogram"),
  },
  {
    reason: "quantiles are floats by every method, also by those that only choose an entry",
    dtype: true,
    applies: ({ name, dtypes }) => QUANTILES.test(name) && dtypes.has("int32"),
  },
  {
    reason: "a list of numbers is float64, also one of whole numbers: the edges of a histogram",
    dtype: true,
    applies: ({ name }) => name === "numpy.histogram",
  },
  {
    reason: "integers are whole: rint leaves them as they are, like floor and trunc",
    dtype: true,
    applies: ({ name, dtypes }) => name === "numpy.rint" && dtypes.has("int32"),
  },
  {
    reason: "the median of nothing is an error, not NaN with a warning",
    dtype: false,
    applies: ({ name, empty }) => MEDIANS.test(name) && empty,
  },
  {
    reason: "halfway between equal infinities is that infinity, not NaN",
    dtype: false,
    applies: ({ name, method }) => QUANTILES.test(name) && method === "averaged_inverted_cdf",
  },
];
