# Everything on everything, attached to a user and taken by anybody.
data "aws_iam_policy_document" "all" {
  statement {
    actions   = ["*"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "all" {
  name   = "everything"
  policy = data.aws_iam_policy_document.all.json
}

resource "aws_iam_user" "alice" {
  name = "alice"
}

resource "aws_iam_user_policy_attachment" "alice" {
  user       = aws_iam_user.alice.name
  policy_arn = aws_iam_policy.all.arn
}

resource "aws_iam_access_key" "alice" {
  user = aws_iam_user.alice.name
}

resource "aws_iam_role" "anybody" {
  name = "anybody"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "anybody" {
  role       = aws_iam_role.anybody.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
