# Documents of data sources that allow too much, one statement of each kind.
data "aws_iam_policy_document" "escalate" {
  statement {
    actions   = ["iam:AttachRolePolicy", "iam:CreatePolicyVersion"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "everything" {
  statement {
    not_actions = ["iam:*"]
    resources   = ["*"]
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_iam_role" "open" {
  name               = "open"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "escalate" {
  name   = "escalate"
  role   = aws_iam_role.open.name
  policy = data.aws_iam_policy_document.escalate.json
}

resource "aws_iam_group" "all" {
  name = "all"
}

resource "aws_iam_group_policy" "everything" {
  name   = "everything"
  group  = aws_iam_group.all.name
  policy = data.aws_iam_policy_document.everything.json
}

resource "aws_iam_user" "bob" {
  name = "bob"
}

resource "aws_iam_user_policy" "bob" {
  name = "buckets"
  user = aws_iam_user.bob.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-assets/*" }]
  })
}
