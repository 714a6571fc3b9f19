variable "statement" {
  type = any
}

resource "aws_iam_policy" "this" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow" }, var.statement)] })
}
