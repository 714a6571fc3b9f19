# An instance from a launch template, with a volume of its own.
resource "aws_instance" "app" {
  count                       = 2
  ami                         = "ami-0123456789abcdef0"
  instance_type               = "m7g.large"
  subnet_id                   = "subnet-0123456789abcdef0"
  vpc_security_group_ids      = ["sg-0123456789abcdef0"]
  iam_instance_profile        = "app"
  ebs_optimized               = true
  monitoring                  = true
  associate_public_ip_address = false

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    encrypted   = true
    volume_type = "gp3"
  }
}

resource "aws_ebs_volume" "data" {
  availability_zone = "us-east-1a"
  size              = 100
  encrypted         = true
  kms_key_id        = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
}

resource "aws_ebs_encryption_by_default" "on" {
  enabled = true
}
