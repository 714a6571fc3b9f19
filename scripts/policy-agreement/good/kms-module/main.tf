# A module whose policy is composed of two documents, one of them known only after apply.
module "key" {
  source      = "./key"
  description = "Backups"
  users       = [aws_iam_role.backup.arn]
}

resource "aws_iam_role" "backup" {
  name = "backup"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "backup.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = "123456789012" } }
    }]
  })
}
