variable "trusted" {
  type = map(string)
}

resource "aws_iam_role" "this" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = var.trusted, Action = "sts:AssumeRole" }]
  })
}
