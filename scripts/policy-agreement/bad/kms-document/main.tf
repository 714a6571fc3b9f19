# The same openness through a policy document, known only in part.
resource "terraform_data" "partner" {
  input = "arn:aws:iam::123456789012:root"
}

data "aws_iam_policy_document" "open" {
  statement {
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }

  statement {
    actions   = ["kms:Decrypt"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = [terraform_data.partner.output]
    }
  }
}

resource "aws_kms_key" "open" {
  description = "Open by a document"
  policy      = data.aws_iam_policy_document.open.json
}
