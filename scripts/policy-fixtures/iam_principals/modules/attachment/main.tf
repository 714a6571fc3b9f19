variable "policy_arn" {
  type = string
}

resource "aws_iam_role_policy_attachment" "this" {
  role       = "x"
  policy_arn = var.policy_arn
}
