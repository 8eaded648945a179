const { grad, square, sum, Tensor, tensor } = require("@wengert/autograd");
const math = require("@wengert/autograd/math");

const gradient = grad((x) => sum(square(x)))(tensor([1, 2, 3]));
console.log(String(gradient));
console.log(gradient instanceof Tensor, Object.keys(math).length > 0);
