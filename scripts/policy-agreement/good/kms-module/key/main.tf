variable "description" {
  type = string
}

variable "users" {
  type = list(string)
}

data "aws_iam_policy_document" "administration" {
  statement {
    sid       = "Administration"
    actions   = ["kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*", "kms:Get*", "kms:ScheduleKeyDeletion"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::123456789012:role/KeyAdministrator"]
    }
  }
}

data "aws_iam_policy_document" "key" {
  source_policy_documents = [data.aws_iam_policy_document.administration.json]

  statement {
    sid       = "Use"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = var.users
    }
  }
}

resource "aws_kms_key" "this" {
  description             = var.description
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}
